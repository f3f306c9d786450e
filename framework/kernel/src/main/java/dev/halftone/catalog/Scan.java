package dev.halftone.catalog;

import io.github.classgraph.AnnotationInfo;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.ScanResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds annotated classes by reading byte code: nothing is loaded that is not a plugin. */
final class Scan {
    /** Marks the jars and folders of the class path that hold plugins. */
    static final String MARKER = "META-INF/halftone/plugins";

    private Scan() {}

    /** What holds plugins on the class path. */
    static List<Path> marked(ClassLoader loader) {
        try {
            List<Path> roots = new ArrayList<>();
            for (URL marker : Collections.list(loader.getResources(MARKER))) {
                roots.add(root(marker));
            }
            return roots.stream().distinct().sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path root(URL marker) throws URISyntaxException {
        String text = marker.toString();
        String root = text.substring(0, text.length() - MARKER.length());
        if (root.startsWith("jar:")) {
            return Path.of(new URI(root.substring(4, root.length() - 2)));
        }
        return Path.of(new URI(root));
    }

    /** A pack's own class loader, parent first. */
    static URLClassLoader loader(PackFiles pack, ClassLoader parent) {
        URL[] urls = pack.parts().stream().map(Scan::url).toArray(URL[]::new);
        return new URLClassLoader("pack " + pack.name(), urls, parent);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything annotated as a plugin, by kind and class name. */
    static List<Inspection.Outcome> plugins(List<Path> parts, String pack, ClassLoader loader) {
        if (parts.isEmpty()) {
            return List.of();
        }
        ClassGraph graph =
                new ClassGraph()
                        .overrideClasspath(parts.stream().map(Path::toString).toList())
                        .enableClassInfo()
                        .enableAnnotationInfo()
                        .ignoreClassVisibility()
                        .disableModuleScanning()
                        .disableNestedJarScanning();
        List<Inspection.Outcome> outcomes = new ArrayList<>();
        try (ScanResult result = graph.scan(1)) {
            for (Kind kind : Kind.values()) {
                for (ClassInfo found : result.getClassesWithAnnotation(kind.annotation())) {
                    outcomes.add(inspect(kind, found, pack, loader));
                }
            }
        }
        return outcomes;
    }

    private static Inspection.Outcome inspect(
            Kind kind, ClassInfo found, String pack, ClassLoader loader) {
        AnnotationInfo annotation = found.getAnnotationInfo(kind.annotation());
        Object id = annotation.getParameterValues(false).getValue("id");
        String name = found.getName();
        return Inspection.of(kind, String.valueOf(id), pack, () -> load(name, loader));
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new TypeNotPresentException(name, e);
        }
    }
}
