import java.io.IOException;

/** A request whose body is read only when it is asked for. */
record Request(Head head, BodySource source) {
    interface BodySource {
        byte[] read() throws IOException, Refused;
    }

    /** What answers requests. */
    interface Handler {
        Answer answer(Request request) throws IOException, Refused, InterruptedException;
    }

    byte[] body() throws IOException, Refused {
        return source.read();
    }
}
