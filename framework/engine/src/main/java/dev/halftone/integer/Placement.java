package dev.halftone.integer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which sites of a plan run in integers, and why the others do not.
 *
 * @param integer ids of the sites that do, in node order
 * @param simulated why not, by id of the sites that run in float32 on their grid, in node order
 */
public record Placement(List<String> integer, Map<String, String> simulated) {

    public Placement {
        integer = List.copyOf(integer);
        simulated = Collections.unmodifiableMap(new LinkedHashMap<>(simulated));
    }

    /** Everything simulated, for one reason. */
    public static Placement none(List<String> sites, String why) {
        Map<String, String> all = new LinkedHashMap<>();
        sites.forEach(site -> all.put(site, why));
        return new Placement(List.of(), all);
    }

    /** Whether every site of a plan that has any runs in integers. */
    public boolean isWhole() {
        return simulated.isEmpty() && !integer.isEmpty();
    }

    /** Sites that run simulated by the reason, in node order. */
    public Map<String, List<String>> reasons() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        simulated.forEach(
                (site, why) -> all.computeIfAbsent(why, w -> new ArrayList<>()).add(site));
        return all;
    }
}
