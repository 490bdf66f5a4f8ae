"""Servers that ask for proof and check it with libraries of others: digest (Flask-HTTPAuth) and NTLM (pyspnego).

Prints a line of JSON with their ports, then serves until it is ended. `.ci/run` installs what it needs.
"""

import base64
import json
import os
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import spnego
from flask import Flask
from flask_httpauth import HTTPDigestAuth
from werkzeug.serving import make_server

USER, PASSWORD, DOMAIN = "user", "pässword: \"x\"", "DOMAIN"


def digest(algorithm, qop):
    """A server that wants a digest of one algorithm."""
    app = Flask(f"digest-{algorithm}-{qop}")
    app.config["SECRET_KEY"] = "of the tests"
    auth = HTTPDigestAuth(algorithm=algorithm, qop=qop)
    auth.get_password(lambda user: PASSWORD if user == USER else None)

    @app.route("/<path:path>", methods=["GET", "POST"])
    @auth.login_required
    def welcome(path):
        return f"welcome {auth.current_user()} to {path}"

    return make_server("127.0.0.1", 0, app, threaded=True)


class Ntlm(BaseHTTPRequestHandler):
    """A server that wants NTLM; what is proven holds for the connection."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def setup(self):
        super().setup()
        self.context = None

    def answer(self, code, body=b"", challenge=None):
        self.send_response(code)
        if challenge is not None:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.context is not None and self.context.complete:
            return self.answer(200, self.context.client_principal.encode())
        header = self.headers.get("Authorization", "")
        if not header.startswith("NTLM "):
            return self.answer(401, challenge="NTLM")
        if self.context is None:
            self.context = spnego.server(protocol="ntlm", hostname="127.0.0.1", service="HTTP")
        try:
            token = self.context.step(base64.b64decode(header[5:]))
        except spnego.exceptions.SpnegoError as error:
            self.context = None
            return self.answer(401, str(error).encode(), "NTLM")
        if self.context.complete:
            return self.answer(200, self.context.client_principal.encode())
        return self.answer(401, challenge="NTLM " + base64.b64encode(token).decode())

    do_POST = do_GET


def main():
    with tempfile.NamedTemporaryFile("w", suffix=".users", delete=False) as users:
        users.write(f"{DOMAIN}:{USER}:plain-password\n")
    os.environ["NTLM_USER_FILE"] = users.name
    servers = {
        "digest": digest("MD5", "auth"),
        "digest without qop": digest("MD5", []),
        "digest with sessions": digest("MD5-Sess", "auth"),
        "ntlm": ThreadingHTTPServer(("127.0.0.1", 0), Ntlm),
    }
    for server in servers.values():
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({name: server.server_port for name, server in servers.items()}), flush=True)
    threading.Event().wait()


main()
