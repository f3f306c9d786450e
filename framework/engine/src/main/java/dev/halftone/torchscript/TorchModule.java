package dev.halftone.torchscript;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.halftone.program.NativeCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A loaded TorchScript module. Methods take lists of tensors and give a list of tensors; values die
 * after their last use, nothing is fused, so every run computes the same bits.
 */
public final class TorchModule implements AutoCloseable {
    private final NDManager manager;
    private final PtSymbolBlock block;
    private final String source;
    private final Set<String> started = ConcurrentHashMap.newKeySet();

    private TorchModule(NDManager manager, PtSymbolBlock block, String source) {
        this.manager = manager;
        this.block = block;
        this.source = source;
    }

    /**
     * Loads a module from its source.
     *
     * @param parent decides the device, and closes the module at the latest
     */
    public static TorchModule load(NDManager parent, String source) {
        NDManager manager = parent.newSubManager();
        try {
            ByteArrayInputStream bytes = new ByteArrayInputStream(Archive.of(source));
            return new TorchModule(
                    manager,
                    DeepStack.call(() -> NativeCalls.guarded(() -> loaded(manager, bytes))),
                    source);
        } catch (UncheckedIOException e) {
            manager.close();
            throw e;
        } catch (EngineException e) {
            manager.close();
            throw Failure.of("the network could not be compiled", source, e);
        }
    }

    private static PtSymbolBlock loaded(NDManager manager, ByteArrayInputStream bytes) {
        try {
            return JniUtils.loadModule((PtNDManager) manager, bytes, true, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a method.
     *
     * @param arguments lists of tensors, none of them empty; results live in the manager of the
     *     first tensor
     */
    public NDList call(String method, List<NDList> arguments) {
        NDList all = new NDList();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            for (NDArray array : arguments.get(i)) {
                names.add(array.getName());
                all.add(array);
            }
        }
        try (NDArray which = all.get(0).getManager().create(0)) {
            name(arguments);
            which.setName("module_method:" + method);
            all.add(which);
            return started.add(method) ? DeepStack.call(() -> run(all)) : run(all);
        } catch (EngineException e) {
            throw Failure.of("the network could not be run", source, e);
        } finally {
            for (int i = 0; i < names.size(); i++) {
                all.get(i).setName(names.get(i));
            }
        }
    }

    /** The optimizer is a setting of the calling thread; what it fuses depends on earlier runs. */
    private NDList run(NDList all) {
        JniUtils.setGraphExecutorOptimize(false);
        return NativeCalls.guarded(() -> IValueUtils.forward(block, all, true));
    }

    /** DJL tells from an array's name which argument it belongs to. */
    private static void name(List<NDList> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String name = "a" + i + "[]";
            arguments.get(i).forEach(array -> array.setName(name));
        }
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
