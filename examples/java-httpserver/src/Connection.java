import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One connection, which carries one request after the other. */
final class Connection {
    private static final int IDLE_SECONDS = 65, REQUEST_SECONDS = 15, LINGER_SECONDS = 2;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final Socket socket;
    private final Request.Handler handler;
    private final Server server;
    private volatile long end;
    private boolean unread;

    Connection(Socket socket, Request.Handler handler, Server server) {
        this.socket = socket;
        this.handler = handler;
        this.server = server;
        allow(IDLE_SECONDS);
    }

    /** Called from outside now and then. A time-out for each read alone would let slow senders stay. */
    void endIfLate() {
        if (System.nanoTime() - end > 0) close();
    }

    void serve() {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            boolean lasting = true;
            while (lasting && hasMore(in)) {
                server.count(1);
                try {
                    lasting = answerNext(in, out);
                } finally {
                    server.count(-1);
                }
            }
            if (unread) linger(in);
        } catch (IOException error) {
            // Too slow, or gone: nothing to tell.
        }
    }

    private boolean hasMore(InputStream in) throws IOException {
        allow(IDLE_SECONDS);
        in.mark(1);
        boolean more = in.read() >= 0;
        in.reset();
        allow(REQUEST_SECONDS);
        return more;
    }

    /** Answers one request. Returns whether another may follow. */
    private boolean answerNext(InputStream in, OutputStream out) throws IOException {
        unread = true;
        Head head = null;
        Answer answer;
        try {
            head = Head.read(in);
            answer = handler.answer(requestOf(head, in, out));
        } catch (Refused refused) {
            answer = refused.answer();
        } catch (RuntimeException | InterruptedException error) {
            System.err.println("a request failed: " + error.getClass().getSimpleName());
            answer = new Refused(500, "the request could not be answered").answer();
        }
        // What is left of a body cannot be told from the next request.
        boolean lasting = head != null && head.lasting() && !unread && !server.isDraining();
        write(out, answer, lasting, head != null && head.method().equals("HEAD"));
        return lasting;
    }

    private Request requestOf(Head head, InputStream in, OutputStream out) throws Refused {
        long length = Body.framing(head.headers());
        unread = length != 0;
        boolean waits = unread && head.headers().lower("Expect").equals("100-continue");
        return new Request(head, () -> {
            // The go-ahead is given when the body is wanted, not before the keys are looked at.
            if (waits) out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] body = Body.read(in, length);
            unread = false;
            return body;
        });
    }

    private static void write(OutputStream out, Answer answer, boolean lasting, boolean headOnly) throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + answer.status() + " " + Answer.title(answer.status()) + "\r\n");
        answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: " + answer.body().length + "\r\n");
        head.append("Date: " + DATE.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\r\n");
        if (!lasting) head.append("Connection: close\r\n");
        var bytes = new ByteArrayOutputStream();
        bytes.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        if (!headOnly) bytes.write(answer.body());
        bytes.writeTo(out);
    }

    /** Reads on for a moment: closing on a sender that is still writing would cut the answer off. */
    private void linger(InputStream in) throws IOException {
        socket.shutdownOutput();
        allow(LINGER_SECONDS);
        in.transferTo(OutputStream.nullOutputStream());
    }

    private void allow(int seconds) {
        end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private void close() {
        try {
            socket.close();
        } catch (IOException error) {
            // It is gone already.
        }
    }
}
