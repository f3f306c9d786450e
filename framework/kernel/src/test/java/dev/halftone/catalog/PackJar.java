package dev.halftone.catalog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a pack as its author would, and puts it into a jar. */
final class PackJar {
    private final Map<String, byte[]> entries = new TreeMap<>();

    /** A source file. */
    record Code(String type, String text) {}

    static PackJar with(Code... sources) {
        PackJar jar = new PackJar();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new TreeMap<>();
        List<Code> all = new ArrayList<>(Arrays.asList(sources));
        boolean helped = all.stream().anyMatch(code -> code.type().equals("acme.Helped"));
        if (helped && all.stream().noneMatch(code -> code.type().equals("acme.Helper"))) {
            all.add(new Code("acme.Helper", "package acme; public class Helper {}"));
        }
        boolean compiled =
                compiler.getTask(
                                null,
                                new Memory(
                                        compiler.getStandardFileManager(null, null, null), classes),
                                null,
                                List.of(
                                        "-proc:none",
                                        "-classpath",
                                        System.getProperty("java.class.path")),
                                null,
                                all.stream().map(Source::new).toList())
                        .call();
        if (!compiled) {
            throw new IllegalStateException("the pack does not compile");
        }
        for (Code source : sources) {
            String name = source.type().replace('.', '/') + ".class";
            jar.entries.put(name, classes.get(source.type()).toByteArray());
        }
        return jar;
    }

    PackJar without(String entry) {
        entries.remove(entry);
        return this;
    }

    PackJar marked() {
        entries.put(Scan.MARKER, new byte[0]);
        return this;
    }

    Path write(Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                header.setTime(0);
                zip.putNextEntry(header);
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return jar;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Code code) {
            super(URI.create("string:///" + code.type().replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = code.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        Memory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(type, bytes);
            return new SimpleJavaFileObject(URI.create("mem:///" + type), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
