# Install the plugin first: Help, Install New Software, https://awslabs.github.io/aurora-dsql-dbeaver-plugin/update-site/
# On macOS, the workspace is ~/Library/DBeaverData/workspace6.
cp data-sources-dsql.json ~/.local/share/DBeaverData/workspace6/General/.dbeaver/
