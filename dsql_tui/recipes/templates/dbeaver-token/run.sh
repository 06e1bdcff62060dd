cp data-sources-dsql.json ~/.local/share/DBeaverData/workspace6/General/.dbeaver/
