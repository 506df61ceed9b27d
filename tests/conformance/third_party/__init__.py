"""Our program against an AWS that somebody else wrote: moto, with the operations it lacks added by the server file.

Owns a chapter for each thing an admin does. What the program claims is never believed: every chapter looks at the account
with boto3.
"""
