import java.util.regex.Pattern;

/** Addresses as RFC 3986, section 3.2.2, has them; java.net.InetAddress takes more. */
final class Addresses {
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private Addresses() {}

    /** Eight groups, of which one run of zeros may be left out; the last two may be an IPv4 address. */
    static boolean isIpv6(String literal) {
        int gap = literal.indexOf("::");
        if (gap < 0) return groups(literal, true) == 8;
        int before = groups(literal.substring(0, gap), false);
        int after = groups(literal.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < 8;
    }

    /** How many groups there are; -1 where something is none. */
    private static int groups(String text, boolean last) {
        if (text.isEmpty()) return 0;
        String[] groups = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < groups.length; i++) {
            boolean ipv4 = last && i == groups.length - 1 && IPV4.matcher(groups[i]).matches();
            if (!ipv4 && !GROUP.matcher(groups[i]).matches()) return -1;
            count += ipv4 ? 2 : 1;
        }
        return count;
    }
}
