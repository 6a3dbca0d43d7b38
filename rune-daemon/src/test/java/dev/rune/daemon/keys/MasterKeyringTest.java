package dev.rune.daemon.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyringTest {
    private static final byte[] DATA_KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTEXT = {1, 2, 3};
    private static final String ONE = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER = Base64.getEncoder().encodeToString(DATA_KEY);

    @TempDir
    Path directory;
    Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("master.key");
    }

    @Test
    void aFileIsMadeForItsOwnerAloneWhenTheFirstKeyIsNeeded() throws IOException {
        MasterKeyring keys = MasterKeyring.file(file);
        assertEquals(List.of(), keys.ids());
        assertFalse(Files.exists(file));
        keys.renew();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        byte[] wrapped = keys.wrap(DATA_KEY, CONTEXT);
        assertArrayEquals(DATA_KEY, MasterKeyring.file(file).unwrap(keys.ids().getFirst(), wrapped, CONTEXT));
    }

    @Test
    void theOldKeyStaysUntilItIsRetired() {
        MasterKeyring keys = MasterKeyring.file(file);
        keys.renew();
        String old = keys.ids().getFirst();
        byte[] wrapped = keys.wrap(DATA_KEY, CONTEXT);
        keys.renew();
        assertEquals(2, MasterKeyring.file(file).ids().size());
        assertArrayEquals(DATA_KEY, MasterKeyring.file(file).unwrap(old, wrapped, CONTEXT));
        keys.retire();
        assertEquals(keys.ids(), MasterKeyring.file(file).ids());
        assertThrows(ProblemException.class, () -> keys.unwrap(old, wrapped, CONTEXT));
    }

    @Test
    void whatIsWrappedOpensOnlyWhereItBelongs() {
        MasterKeyring keys = MasterKeyring.given(ONE);
        byte[] wrapped = keys.wrap(DATA_KEY, CONTEXT);
        assertEquals(ProblemCode.DAMAGED, assertThrows(ProblemException.class,
                () -> keys.unwrap(keys.ids().getFirst(), wrapped, new byte[]{4})).problem().code());
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        MasterKeyring.file(file).renew();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(ProblemCode.FORBIDDEN,
                assertThrows(ProblemException.class, () -> MasterKeyring.file(file)).problem().code());
    }

    @Test
    void whatIsNoKeyIsRefusedAndNotRepeated() {
        ProblemException refusal = assertThrows(ProblemException.class, () -> MasterKeyring.given("correct-horse"));
        assertFalse(refusal.problem().message().contains("horse"), refusal.problem().message());
    }

    @Test
    void aVariableMayHoldTheKeyBeforeAfterTheCurrentOneAndIsNotOursToChange() {
        MasterKeyring keys = MasterKeyring.given(OTHER + "," + ONE);
        assertEquals(List.of(MasterKeyring.given(OTHER).ids().getFirst(), MasterKeyring.given(ONE).ids().getFirst()),
                keys.ids());
        assertEquals(ProblemCode.CONFLICT, assertThrows(ProblemException.class, keys::renew).problem().code());
    }

    @Test
    void aCommandPrintsTheKeyAndIsAskedAgainForANewOne() throws IOException {
        Path printed = directory.resolve("printed");
        Files.writeString(printed, ONE + "\n");
        MasterKeyring keys = MasterKeyring.printedBy("cat " + printed);
        byte[] wrapped = keys.wrap(DATA_KEY, CONTEXT);
        String old = keys.ids().getFirst();
        assertEquals(ProblemCode.CONFLICT, assertThrows(ProblemException.class, keys::renew).problem().code());
        Files.writeString(printed, OTHER + "\n");
        keys.renew();
        assertEquals(2, keys.ids().size());
        assertArrayEquals(DATA_KEY, keys.unwrap(old, wrapped, CONTEXT));
    }

    @Test
    void aCommandThatFailsIsNamedAndItsOutputIsNot() {
        String told = assertThrows(ProblemException.class,
                () -> MasterKeyring.printedBy("echo " + "hunter" + "$((1+1)); exit 3")).problem().message();
        assertTrue(told.contains("ended with 3"), told);
        assertFalse(told.contains("hunter2"), told);
    }
}
