"""Devices. It answers: what is there, where is it, how does it do, what does not fit together, and what did it cost."""
