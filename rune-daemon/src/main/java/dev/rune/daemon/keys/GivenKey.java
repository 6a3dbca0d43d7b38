package dev.rune.daemon.keys;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.util.List;

/** Keys in the environment variable {@link MasterKeyring#VARIABLE}, which only whoever starts {@code runed} can change. */
final class GivenKey implements KeySource {
    private final List<MasterKey> keys;

    GivenKey(String text) {
        keys = MasterKey.parse(text, "the variable " + MasterKeyring.VARIABLE);
    }

    @Override
    public List<MasterKey> load() {
        return keys;
    }

    @Override
    public List<MasterKey> renew(List<MasterKey> before) {
        throw ProblemException.of(ProblemCode.CONFLICT, "the master key comes from the variable "
                + MasterKeyring.VARIABLE
                + ", which runed cannot change; start runed with the new key in it, a comma and "
                + "the old one: it wraps every secret by the first");
    }

    @Override
    public void retire(MasterKey current) {
        // The variable is not ours; the old key in it does no harm.
    }
}
