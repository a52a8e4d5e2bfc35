"""Somebody who reads pages and sends forms over HTTP, without a browser."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Reader:
    """Keeps cookies, follows redirects, and puts the token of the last page into each form."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self._token = ""

    def read(self, path: str) -> str:
        """The page as text; raises OSError when the server does not answer, or answers no."""
        return self._open(urllib.request.Request(f"{self.url}{path}"))  # noqa: S310

    def send(self, path: str, **fields: str) -> str:
        data = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": self._token}).encode()
        request = urllib.request.Request(f"{self.url}{path}", data=data)  # noqa: S310
        request.add_header("Referer", f"{self.url}{path}")
        return self._open(request)

    def sign_in(self, email: str, password: str) -> None:
        self.read("/connexion/")
        self.send("/connexion/", login=email, password=password)

    def _open(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=20) as answer:
            text: str = answer.read().decode()
        if found := TOKEN.search(text):
            self._token = found.group(1)
        return text
