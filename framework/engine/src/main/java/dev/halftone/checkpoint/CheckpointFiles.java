package dev.halftone.checkpoint;

import ai.djl.ndarray.NDManager;
import dev.halftone.model.Checkpoint;
import dev.halftone.model.Checkpoints;
import dev.halftone.model.StoredNetwork;
import dev.halftone.onnx.OnnxModel;
import dev.halftone.onnx.OnnxReader;
import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files of weights that lie beside an experiment, with the checksum of each one opened. */
public final class CheckpointFiles implements Checkpoints {
    private final Path folder;
    private final NDManager manager;
    private final Map<String, String> checksums = Collections.synchronizedMap(new TreeMap<>());

    /**
     * @param relativeTo the experiment file, or the folder it lies in
     * @param manager owns the weights
     */
    public CheckpointFiles(Path relativeTo, NDManager manager) {
        Path absolute = relativeTo.toAbsolutePath();
        this.folder = Files.isRegularFile(absolute) ? absolute.getParent() : absolute;
        this.manager = manager;
    }

    /** SHA-256 of everything opened, in hexadecimal, by the name it was opened under. */
    public Map<String, String> sha256() {
        synchronized (checksums) {
            return Map.copyOf(checksums);
        }
    }

    @Override
    public Checkpoint open(String file) {
        Path path = path(file);
        checksum(file, path);
        Bytes bytes = Bytes.of(path);
        TensorFile tensors =
                switch (Format.of(file, bytes)) {
                    case SAFETENSORS -> Safetensors.open(file, bytes);
                    case PICKLE -> TorchLegacy.open(file, bytes);
                    case ZIP -> archive(file, Archive.open(file, path));
                };
        return new FileCheckpoint(file, tensors, manager);
    }

    @Override
    public Checkpoint embedded(String name, InputStream resource) {
        try (resource) {
            byte[] all = resource.readAllBytes();
            checksums.put(name, HexFormat.of().formatHex(sha().digest(all)));
            Bytes bytes = Bytes.of(all);
            if (Format.of(name, bytes) != Format.SAFETENSORS) {
                throw BadCheckpoint.because(name, "what a pack carries is a safetensors file");
            }
            return new FileCheckpoint(name, Safetensors.open(name, bytes), manager);
        } catch (IOException e) {
            throw BadCheckpoint.because(name, "reading failed", e);
        }
    }

    @Override
    public StoredNetwork network(String file) {
        Path path = path(file);
        checksum(file, path);
        OnnxModel model = model(file, path);
        for (Path beside : model.beside()) {
            checksum(path.getParent().relativize(beside).toString(), beside);
        }
        return new StoredNetwork(model.graph(), model.weights(), model.metadata(), model.plan());
    }

    private OnnxModel model(String file, Path path) {
        try {
            return new OnnxReader(manager).read(path);
        } catch (ProblemException e) {
            throw new ProblemException(
                    e.problems().stream().map(problem -> naming(file, problem)).toList());
        }
    }

    private static Problem naming(String file, Problem problem) {
        return problem.message().contains(file)
                ? problem
                : new Problem(
                        problem.code(),
                        "'" + file + "': " + problem.message(),
                        problem.spot(),
                        problem.hint());
    }

    @Override
    public NDManager manager() {
        return manager;
    }

    private static TensorFile archive(String file, Archive archive) {
        if (archive.ending("data.pkl").isPresent()) {
            return TorchZip.open(file, archive);
        }
        if (!Npz.isOne(archive)) {
            throw BadCheckpoint.because(
                    file, "it is a zip archive, but neither PyTorch's nor NumPy's");
        }
        return Npz.open(file, archive);
    }

    private Path path(String file) {
        Path path;
        try {
            path = folder.resolve(file).normalize();
        } catch (InvalidPathException e) {
            throw new ProblemException(missing(file, "is no file name"), e);
        }
        if (Files.isDirectory(path)) {
            throw new ProblemException(
                    missing(file, "is a folder").hint("name the file of weights in it"));
        }
        if (!Files.isReadable(path)) {
            boolean there = Files.exists(path);
            Problem problem = missing(file, there ? "may not be read" : "is not there");
            throw new ProblemException(there ? problem : problem.hint(instead(path)));
        }
        return path;
    }

    private static Problem missing(String file, String what) {
        return Problem.of("missing-file", "the file of weights '" + file + "' " + what);
    }

    private static String instead(Path path) {
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "there is no folder '" + folder + "'";
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(f -> f.getFileName().toString()).limit(10_000).toList();
            return Nearest.to(path.getFileName().toString(), names)
                    .map(name -> "did you mean '" + name + "'?")
                    .orElse("looked in " + folder);
        } catch (IOException e) {
            return "looked in " + folder;
        }
    }

    private void checksum(String name, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            checksums.put(name, checksum(in));
        } catch (IOException e) {
            throw BadCheckpoint.because(name, "reading failed", e);
        }
    }

    private static String checksum(InputStream in) throws IOException {
        MessageDigest sha = sha();
        try (DigestInputStream digesting = new DigestInputStream(in, sha)) {
            digesting.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
