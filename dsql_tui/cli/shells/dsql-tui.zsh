#compdef dsql-tui
# zsh completion of dsql-tui.

_dsql_tui() {
    local line word
    local -a found
    local -a typed=("${(@)words[2,CURRENT]}")
    typed[-1]=$PREFIX
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        case $word in
            :files | :folders)
                [[ $PREFIX == --*=* ]] && compset -P '*='
                if [[ $word == :folders ]]; then _files -/; else _files; fi
                return
                ;;
        esac
        found+=("${word//:/\\:}:${line#*$'\t'}")
    done < <("${(Q)${words[1]/#\~/$HOME}}" completion --words "${(@Q)typed}" 2>/dev/null)
    (( $#found )) && _describe -t values 'dsql-tui' found
}

if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
    _dsql_tui "$@"
else
    compdef _dsql_tui dsql-tui
fi
