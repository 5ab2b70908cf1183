#!/usr/bin/python3
import sys
sys.path.insert(0, "/srv/diner")

from wsgiref.handlers import CGIHandler
from app import app

CGIHandler().run(app)
