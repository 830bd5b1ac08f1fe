import java.time.YearMonth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and addresses, exactly as their RFCs have them; java.net.URI takes more, and java.time less. */
final class Formats {
    private static final Pattern DATE_TIME = Pattern.compile(
            "([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(?:\\.[0-9]+)?"
                    + "(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))");

    private Formats() {}

    /** RFC 3339, section 5.6: a day that exists, a time, and an offset from UTC. */
    static boolean isDateTime(String value) {
        Matcher parts = DATE_TIME.matcher(value);
        if (!parts.matches() || !isDay(part(parts, 1), part(parts, 2), part(parts, 3))) return false;
        if (part(parts, 6) < 60) return true;
        // A leap second is put in at the end of a day in UTC, nowhere else.
        int offset = (part(parts, 8) * 60 + part(parts, 9)) * ("-".equals(parts.group(7)) ? -1 : 1);
        return Math.floorMod(part(parts, 4) * 60 + part(parts, 5) - offset, 1440) == 1439;
    }

    private static boolean isDay(int year, int month, int day) {
        return month >= 1 && month <= 12 && day >= 1 && day <= YearMonth.of(year, month).lengthOfMonth();
    }

    private static int part(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group));
    }

    /** The parts that RFC 3986, appendix B, takes a URI apart into. */
    private static final Pattern URI = Pattern.compile(
            "[A-Za-z][A-Za-z0-9+.-]*:(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?", Pattern.DOTALL);
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:\\[([^\\]]*)\\]|([^:\\[\\]]*))(?::[0-9]*)?");
    private static final Pattern FUTURE_ADDRESS =
            Pattern.compile("[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+,;=:-]+");
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final String ALLOWED_EVERYWHERE = "._~!$&'()*+,;=-";

    /** RFC 3986: a URI with its scheme, in ASCII. */
    static boolean isUri(String value) {
        Matcher parts = URI.matcher(value);
        return parts.matches()
                && isAuthority(text(parts, 1))
                && made(text(parts, 2), ":@/")
                && made(text(parts, 3), ":@/?")
                && made(text(parts, 4), ":@/?");
    }

    private static boolean isAuthority(String authority) {
        int at = authority.indexOf('@');
        Matcher host = HOST_AND_PORT.matcher(authority.substring(at + 1));
        if (!host.matches() || !made(authority.substring(0, Math.max(at, 0)), ":")) return false;
        return host.group(1) == null ? made(host.group(2), "") : isAddress(host.group(1));
    }

    private static boolean isAddress(String literal) {
        return FUTURE_ADDRESS.matcher(literal).matches() || Addresses.isIpv6(literal);
    }

    private static String text(Matcher parts, int group) {
        return parts.group(group) == null ? "" : parts.group(group);
    }

    /** Whether a part holds only the letters that are allowed everywhere, escapes, and `more`. */
    private static boolean made(String part, String more) {
        return ESCAPE.matcher(part).replaceAll("").chars().allMatch(letter ->
                letter < 128 && Character.isLetterOrDigit(letter)
                        || ALLOWED_EVERYWHERE.indexOf(letter) >= 0
                        || more.indexOf(letter) >= 0);
    }
}
