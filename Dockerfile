# The sandbox for programs in other languages and for CI. docs/testing.md tells how to run it.
FROM python:3.13-slim

COPY pyproject.toml README.md LICENSE /source/
COPY dsql_tui /source/dsql_tui
RUN pip install --no-cache-dir '/source[sandbox]' && rm -r /source \
    && useradd --uid 1000 --create-home sandbox \
    && install --directory --owner sandbox --group sandbox --mode 0700 /data

# PostgreSQL does not run as root. A volume on /data gets the owner of the folder in the image.
USER sandbox
WORKDIR /home/sandbox
ENTRYPOINT ["dsql-tui", "sandbox", "--data", "/data"]
CMD ["--port", "5432"]
