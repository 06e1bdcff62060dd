claude mcp add-json aurora-dsql "$(python -c 'import json; print(json.dumps(json.load(open("mcp.json"))["mcpServers"]["aurora-dsql"]))')"
