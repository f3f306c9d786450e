package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.program.Program;
import java.util.Optional;

/**
 * The network whose answers a trained one follows: distillation (Hinton et al., 2015).
 *
 * @param program the float network, if anyone is to be followed
 */
public record Teacher(Optional<Program> program) implements AutoCloseable {

    /** Nobody. */
    public static final Teacher NONE = new Teacher(Optional.empty());

    /** A network, closed with the teacher. */
    public static Teacher of(Program program) {
        return new Teacher(Optional.of(program));
    }

    /** What the teacher answers, in the manager of the inputs. */
    Optional<NDArray> logits(NDList inputs) {
        return program.map(p -> p.run(inputs).get(0));
    }

    /**
     * The mean over the rows of Σ p·(log p − log q), with p and q the softmax of teacher's and
     * student's logits divided by the temperature.
     *
     * @return a scalar, in the student's manager
     */
    static NDArray distance(NDArray teacher, NDArray student, double temperature) {
        NDArray wanted = teacher.div(temperature).logSoftmax(1);
        NDArray made = student.div(temperature).logSoftmax(1);
        return wanted.exp().mul(wanted.sub(made)).sum().div(student.getShape().get(0));
    }

    @Override
    public void close() {
        program.ifPresent(Program::close);
    }
}
