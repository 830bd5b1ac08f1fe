/** Texts as JSON writes them, in ASCII, so that no control character of theirs reaches a terminal. */
final class Quoted {
    private Quoted() {}

    static String quoted(String text) {
        if (text == null) return "null";
        var json = new StringBuilder("\"");
        for (char letter : text.toCharArray()) {
            if (letter == '"' || letter == '\\') json.append('\\').append(letter);
            else if (letter < ' ' || letter > '~') json.append(String.format("\\u%04x", (int) letter));
            else json.append(letter);
        }
        return json.append('"').toString();
    }
}
