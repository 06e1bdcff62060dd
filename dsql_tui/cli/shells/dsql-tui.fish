# fish completion of dsql-tui.

function __dsql_tui_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l plain (string unescape -- "$current")
    and set current "$plain"
    set -l found (dsql-tui completion --words $words[2..-1] "$current" 2>/dev/null)
    switch "$found[1]"
        case ':files*' ':folders*'
            set -l prefix (string match -r -- '^--[^=]*=' "$current")
            set -l start (string replace -r -- '^--[^=]*=' '' "$current")
            for path in (__fish_complete_path "$start")
                printf '%s%s\n' "$prefix" $path
            end
        case '*'
            printf '%s\n' $found
    end
end

complete -c dsql-tui -f -a '(__dsql_tui_complete)'
