# bash completion of dsql-tui; works in bash 3.2 and later.

_dsql_tui() {
    local program=${1/#\~/$HOME} current=${2-} line word
    COMPREPLY=()
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        case $word in
            :files | :folders)
                type compopt >/dev/null 2>&1 && compopt -o filenames
                [[ $current == = ]] && current=
                local kind=-f
                [[ $word == :folders ]] && kind=-d
                while IFS= read -r word; do
                    COMPREPLY+=("$word")
                done < <(compgen "$kind" -- "$current")
                return
                ;;
        esac
        # bash has split `--option=value`, so only the value is replaced.
        [[ $word == --*=* ]] && word=${word#*=}
        COMPREPLY+=("$(printf %q "$word")")
    done < <("$program" completion --words "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

complete -F _dsql_tui dsql-tui
