import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a request's body, as RFC 9112, section 6, frames it. */
final class Body {
    static final long CHUNKED = -1;
    private static final int LIMIT = 1024 * 1024;
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})[ \\t]*(?:;.*)?", Pattern.DOTALL);
    private static final int LONGEST_LINE = 1024;
    private static final int MOST_TRAILERS = 100;

    private Body() {}

    /** The length of the body in bytes, or CHUNKED. Throws Refused where it is not told, or told twice. */
    static long framing(Headers headers) throws Refused {
        List<String> lengths = headers.all("Content-Length");
        List<String> codings = headers.all("Transfer-Encoding");
        if (!codings.isEmpty()) {
            boolean chunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
            if (!chunked || !lengths.isEmpty()) throw unclear();
            return CHUNKED;
        }
        if (lengths.isEmpty()) return 0;
        if (lengths.size() > 1 || !lengths.get(0).matches("[0-9]{1,18}")) throw unclear();
        return Long.parseLong(lengths.get(0));
    }

    /** Never holds more than the limit. Throws Refused (413) beyond it, and Refused (400) when the body breaks off. */
    static byte[] read(InputStream in, long length) throws IOException, Refused {
        return length == CHUNKED ? readChunks(in) : readExactly(in, withinLimit(length));
    }

    private static byte[] readChunks(InputStream in) throws IOException, Refused {
        var body = new ByteArrayOutputStream();
        for (long size = chunkSize(in); size > 0; size = chunkSize(in)) {
            withinLimit(body.size() + size);
            body.write(readExactly(in, (int) size));
            if (line(in).length > 0) throw unreadable();
        }
        for (int i = 0; i < MOST_TRAILERS; i++) if (line(in).length == 0) return body.toByteArray();
        throw new Refused(400, "the body has too many trailers");
    }

    private static long chunkSize(InputStream in) throws IOException, Refused {
        Matcher size = CHUNK_SIZE.matcher(new String(line(in), StandardCharsets.ISO_8859_1));
        if (!size.matches()) throw unreadable();
        return Long.parseLong(size.group(1), 16);
    }

    private static byte[] line(InputStream in) throws IOException, Refused {
        byte[] line = Lines.read(in, LONGEST_LINE);
        if (line == null) throw unreadable();
        return line;
    }

    private static byte[] readExactly(InputStream in, int size) throws IOException, Refused {
        // Grows with what comes: a length alone costs nothing.
        byte[] data = in.readNBytes(size);
        if (data.length < size) throw new Refused(400, "the body broke off");
        return data;
    }

    private static int withinLimit(long size) throws Refused {
        if (size > LIMIT) throw new Refused(413, "the body is larger than 1 MiB");
        return (int) size;
    }

    private static Refused unclear() {
        return new Refused(400, "the length of the body is not clear");
    }

    private static Refused unreadable() {
        return new Refused(400, "the body's chunks cannot be read");
    }
}
