import os

from flask import Flask, request
from waitress import serve

from parcels import status

app = Flask(__name__)


@app.post("/hooks")
def hooks():
    return "", status(request.headers, request.get_data())


serve(app, host="127.0.0.1", port=int(os.environ["PORT"]), threads=8, _quiet=True)
