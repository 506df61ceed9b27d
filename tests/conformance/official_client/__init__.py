"""The official AWS CLI and boto3 against our sandbox: they must understand every answer.

Owns the commands and what their answers must hold. A client ignores what it does not know and does not miss what is
absent, so each answer is also held against the API model that the client ships.
"""
