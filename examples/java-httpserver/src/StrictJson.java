import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON as RFC 8259 has it. Values become Map, List, String, Double, Boolean and null. Of two fields with one name the
 * later one counts, as nearly everywhere; half a surrogate pair is kept.
 */
final class StrictJson {
    // An event has five or six levels; whatever nests deeper is no event.
    private static final int MAX_DEPTH = 64;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

    private final String text;
    private int next = 0;
    private int depth = 0;

    private StrictJson(String text) {
        this.text = text;
    }

    /** Reads strict UTF-8. Throws a Fault that never quotes the body. */
    static Object parse(byte[] body) throws Fault {
        var json = new StrictJson(decode(body));
        Object value = json.value();
        json.space();
        if (json.next < json.text.length()) throw notJson();
        return value;
    }

    private static String decode(byte[] body) throws Fault {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException error) {
            throw new Fault("", "is not UTF-8");
        }
    }

    private static Fault notJson() {
        return new Fault("", "is not JSON");
    }

    private Object value() throws Fault {
        space();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object() throws Fault {
        var object = new LinkedHashMap<String, Object>();
        enter();
        if (!found('}')) {
            do {
                space();
                if (peek() != '"') throw notJson();
                String name = string();
                if (!found(':')) throw notJson();
                object.put(name, value());
            } while (found(','));
            if (!found('}')) throw notJson();
        }
        depth--;
        return object;
    }

    private List<Object> list() throws Fault {
        var list = new ArrayList<Object>();
        enter();
        if (!found(']')) {
            do list.add(value());
            while (found(','));
            if (!found(']')) throw notJson();
        }
        depth--;
        return list;
    }

    private void enter() throws Fault {
        next++;
        if (++depth > MAX_DEPTH) throw new Fault("", "is nested deeper than " + MAX_DEPTH + " levels");
    }

    private String string() throws Fault {
        var string = new StringBuilder();
        for (next++; peek() != '"'; next++) {
            char letter = peek();
            if (letter < ' ') throw notJson();
            string.append(letter == '\\' ? escaped() : letter);
        }
        next++;
        return string.toString();
    }

    /** Reads what stands for one letter, up to its last character. */
    private char escaped() throws Fault {
        next++;
        return switch (peek()) {
            case '"', '\\', '/' -> peek();
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw notJson();
        };
    }

    private char unicode() throws Fault {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            next++;
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) throw notJson();
            code = code * 16 + digit;
        }
        return (char) code;
    }

    /** As a double, which is what JSON's numbers are to most; the very large become infinite. */
    private Double number() throws Fault {
        Matcher number = NUMBER.matcher(text).region(next, text.length());
        if (!number.lookingAt()) throw notJson();
        next = number.end();
        return Double.valueOf(number.group());
    }

    private Object word(String word, Object value) throws Fault {
        if (!text.startsWith(word, next)) throw notJson();
        next += word.length();
        return value;
    }

    private boolean found(char letter) throws Fault {
        space();
        if (peek() != letter) return false;
        next++;
        return true;
    }

    private void space() {
        while (next < text.length() && " \t\n\r".indexOf(text.charAt(next)) >= 0) next++;
    }

    private char peek() throws Fault {
        if (next >= text.length()) throw notJson();
        return text.charAt(next);
    }
}
