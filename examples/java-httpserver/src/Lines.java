import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines that end as HTTP has it, with CR and LF. */
final class Lines {
    private Lines() {}

    /** A line without its end; null when it is longer than the limit. Throws Refused when it ends otherwise. */
    static byte[] read(InputStream in, int limit) throws IOException, Refused {
        var line = new ByteArrayOutputStream(128);
        while (line.size() <= limit) {
            int each = in.read();
            if (each < 0) throw new Refused(400, "the request broke off");
            if (each == '\n') throw new Refused(400, "a line does not end with CR and LF");
            if (each == '\r') {
                if (in.read() != '\n') throw new Refused(400, "a line does not end with CR and LF");
                return line.toByteArray();
            }
            line.write(each);
        }
        return null;
    }
}
