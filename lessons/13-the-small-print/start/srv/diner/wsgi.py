from wsgiref.validate import validator

from app import diner

# Between server and app stands one who knows the contract by heart.
app = validator(diner)
