import os

bind = f"127.0.0.1:{os.environ.get('PORT', '3000')}"
workers, threads = 2, 64
keepalive = 65
preload_app = True  # keys that are missing stop the start
