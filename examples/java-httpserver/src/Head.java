import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What comes before a request's body, exactly as RFC 9112 has it: what two could read differently is refused. */
record Head(String method, String target, boolean lasting, Headers headers) {
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Pattern REQUEST = Pattern.compile("(" + TOKEN + ") ([\\x21-\\x7e]+) HTTP/1\\.([01])");
    // A line that begins with a space would continue the one before; RFC 9112, 5.2, lets a server refuse that.
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):([\\x20-\\x7e\\x80-\\xff\\t]*+)");
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int MOST_FIELDS = 100;

    /** Reads a head. Throws Refused when it cannot be read. */
    static Head read(InputStream in) throws IOException, Refused {
        String first = line(in);
        // RFC 9112, 2.2: an empty line before a request is overlooked.
        Matcher request = REQUEST.matcher(first.isEmpty() ? line(in) : first);
        if (!request.matches()) throw new Refused(400, "the request cannot be read");
        Headers headers = fields(in);
        boolean modern = request.group(3).equals("1");
        if (headers.all("Host").size() > 1 || modern && !headers.has("Host")) throw unreadable();
        boolean lasting = modern && !headers.lower("Connection").contains("close");
        return new Head(request.group(1), request.group(2), lasting, headers);
    }

    private static Headers fields(InputStream in) throws IOException, Refused {
        var headers = new Headers();
        for (int count = 0; count <= MOST_FIELDS; count++) {
            String line = line(in);
            if (line.isEmpty()) return headers;
            Matcher field = FIELD.matcher(line);
            if (!field.matches()) throw unreadable();
            headers.add(field.group(1), field.group(2).strip());
        }
        throw new Refused(431, "the headers are too many");
    }

    private static String line(InputStream in) throws IOException, Refused {
        byte[] line = Lines.read(in, LONGEST_LINE);
        if (line == null) throw new Refused(431, "the headers are too long");
        return new String(line, StandardCharsets.ISO_8859_1);
    }

    private static Refused unreadable() {
        return new Refused(400, "the headers cannot be read");
    }
}
