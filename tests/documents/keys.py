"""Keys for tests of rotation."""

from cryptography.fernet import Fernet

NEW_KEY = Fernet.generate_key().decode()
