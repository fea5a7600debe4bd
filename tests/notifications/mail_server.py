"""A mail server of one's own: speaks as much SMTP (RFC 5321) as a test needs, and misbehaves on request."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port. `replies` overrides the answer to a command; `hold` makes it wait after DATA's text."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.accepted: list[EmailMessage] = []
        self.replies: dict[str, str] = {}
        self.connections = 0
        self.holding = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """The address as the setting EMAIL_URL takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def hold(self) -> None:
        """From now on, take a message's text and then say nothing."""
        self.may_answer.clear()

    def release(self) -> None:
        """Answer again."""
        self.may_answer.set()
        self.holding.clear()


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        with contextlib.suppress(OSError):
            self._say(self.server.replies.get("CONNECT", "220 test"))
            while line := self.rfile.readline():
                command = line.decode().strip().upper()
                verb = command.split(":")[0].split(" ")[0]
                self._answer(verb)
                if verb == "QUIT":
                    return

    def _answer(self, verb: str) -> None:
        if verb in self.server.replies:
            self._say(self.server.replies[verb])
        elif verb == "DATA":
            self._take_text()
        else:
            self._say("250 fine")

    def _take_text(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if not self.server.may_answer.is_set():
            self.server.holding.set()
            self.server.may_answer.wait()
            # The client may have died meanwhile; a server that cannot say 250 has not taken the message.
            if self._is_gone():
                return
        reply = self.server.replies.get("TEXT", "250 taken")
        self._say(reply)
        if reply.startswith("250"):
            self.server.accepted.append(message_from_bytes(b"".join(lines), policy=policy.default))

    def _is_gone(self) -> bool:
        self.connection.settimeout(0.2)
        try:
            return self.connection.recv(1) == b""
        except TimeoutError:
            self.connection.settimeout(None)
            return False
        except OSError:
            return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextlib.contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """Run a mail server for the length of a `with`."""
    with MailServer(port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.release()
        server.shutdown()
        thread.join()
