"""What `import uvicorn` gives an application: the machine's own uvicorn, its settings and its formatters as objects."""

from .config import Config
from .main import main, run
from .server import Server

__version__ = "0.54.0"
__all__ = ["main", "run", "Config", "Server"]
