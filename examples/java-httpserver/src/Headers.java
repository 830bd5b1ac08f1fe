import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The fields of a request's head; names are the same in upper and lower case, values are Latin-1, a letter a byte. */
final class Headers {
    private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    void add(String name, String value) {
        fields.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The first value in lower case, or nothing. */
    String lower(String name) {
        return has(name) ? all(name).get(0).toLowerCase(Locale.ROOT) : "";
    }
}
