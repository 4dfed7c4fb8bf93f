"""The person page. It answers: what are the rules now, are they kept, is the device well."""
