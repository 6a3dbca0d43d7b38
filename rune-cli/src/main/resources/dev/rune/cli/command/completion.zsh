#compdef rune
# Completion of rune for zsh: rune completion zsh > "${fpath[1]}/_rune"
_rune() {
    local -a found
    local word description
    while IFS=$'\t' read -r word description; do
        found+=("${word//:/\\:}:$description")
    done < <(rune __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
    if (( ${#found} )); then
        _describe rune found
    else
        _files
    fi
}
if [ "$funcstack[1]" = _rune ]; then
    _rune "$@"
else
    compdef _rune rune
fi
