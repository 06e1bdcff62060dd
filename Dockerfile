# The sandbox for programs in other languages and for CI:
#
#   docker build --tag dsql-sandbox .
#   docker run --network host dsql-sandbox
#
# It listens on the loopback address only, so a container must share the network of its clients.
FROM python:3.13-slim

COPY pyproject.toml README.md LICENSE /source/
COPY dsql_tui /source/dsql_tui
RUN pip install --no-cache-dir '/source[sandbox]' && rm -r /source \
    && useradd --create-home sandbox

USER sandbox
WORKDIR /home/sandbox
ENTRYPOINT ["dsql-tui", "sandbox"]
CMD ["--port", "5432"]
