"""What things are called on the screens: one word a thing, ready for translation.

1. A kind, state or mark that has no word here fails a test, not a page.
2. A tone is a meaning (`red`: act now, `amber`: look soon, `blue`: information, `grey`: silent, unknown, past, `green`: closed
   well, `plain`: as it should be); a shape and a word always stand beside it.
"""
