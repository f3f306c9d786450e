package dev.halftone.site;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Matches sites by path, role and label.
 *
 * <p>{@code blocks.*.attn:probabilities}: {@code *} stands for anything within one segment of the
 * path, {@code **} for anything. After the colon stands a role, {@code activation} (what matrix
 * products read, parameters aside), {@code *} for all, or several joined by {@code |}. {@code
 * stage=4 block=2 kind=mlp:weight} matches labels. Without a role, the step's own default decides.
 *
 * @param text as written
 */
public record Selector(String text) {

    /** The roles a step means when a selector names none. */
    public enum Default {
        /** What a matrix product reads: weights and activations. */
        OPERANDS,
        /** Everything. */
        EVERYTHING
    }

    /** Whether a site is meant. */
    public boolean matches(Site site, Default roles) {
        return matchesRole(site.role(), roles) && matchesPlace(site);
    }

    /** Whether a module path is meant, whatever is there. */
    public boolean matchesPath(String path) {
        return glob().matcher(path).matches();
    }

    /** The parts of the role that name no role: typos to be told. */
    public List<String> unknownRoles() {
        Set<String> known =
                Arrays.stream(Role.values()).map(Role::word).collect(Collectors.toSet());
        return Arrays.stream(role().split("\\|"))
                .filter(word -> !word.isEmpty() && !word.equals("*") && !word.equals("activation"))
                .filter(word -> !known.contains(word))
                .toList();
    }

    private String role() {
        int colon = text.lastIndexOf(':');
        return colon < 0 ? "" : text.substring(colon + 1);
    }

    private String place() {
        int colon = text.lastIndexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    private boolean matchesRole(Role role, Default roles) {
        if (role().isEmpty()) {
            return roles == Default.EVERYTHING || role == Role.WEIGHT || role.isActivation();
        }
        return Arrays.stream(role().split("\\|"))
                .anyMatch(
                        word ->
                                word.equals("*")
                                        || word.equals(role.word())
                                        || word.equals("activation") && role.isActivation());
    }

    private boolean matchesPlace(Site site) {
        return place().contains("=") ? matchesLabels(site) : glob().matcher(site.path()).matches();
    }

    private boolean matchesLabels(Site site) {
        Map<String, String> wanted = new HashMap<>();
        for (String part : place().trim().split("\\s+")) {
            int equals = part.indexOf('=');
            wanted.put(part.substring(0, Math.max(0, equals)), part.substring(equals + 1));
        }
        return wanted.entrySet().stream()
                .allMatch(want -> want.getValue().equals(site.labels().get(want.getKey())));
    }

    private Pattern glob() {
        StringBuilder regex = new StringBuilder();
        String rest = place();
        for (int i = 0; i < rest.length(); i++) {
            if (rest.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (rest.charAt(i) == '*') {
                regex.append("[^.]*");
            } else {
                regex.append(Pattern.quote(String.valueOf(rest.charAt(i))));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
