# Completion of rune for fish: rune completion fish > ~/.config/fish/completions/rune.fish
function __rune_complete
    set -l words (commandline -opc) (commandline -ct)
    rune __complete -- $words[2..-1] 2>/dev/null
end
complete -c rune -n 'test (count (__rune_complete)) -gt 0' -f -a '(__rune_complete)'
