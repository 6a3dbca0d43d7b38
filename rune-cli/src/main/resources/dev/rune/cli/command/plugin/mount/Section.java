package @package@;

import dev.rune.kernel.section.Doc;

/** What a castfile may say to the handler: nothing yet. */
@Doc("Files of a secret or a configmap.")
record @Name@Section() {}
