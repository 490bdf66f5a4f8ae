# The program alone, linked statically: no shell, no package manager, no user with rights.
#   docker build -t postrider .
#   docker run --rm -v "$PWD:/work" postrider run collection.json -e environment.json
FROM rust:1.95-alpine AS build
# Node bundles the script library while the program is built; it is never needed to run it.
RUN apk add --no-cache musl-dev gcc make nodejs npm
WORKDIR /source
COPY . .
RUN cargo build --profile dist --locked \
    && mkdir /root-folder /root-folder/work /root-folder/tmp \
    && chmod 1777 /root-folder/tmp \
    && cp target/dist/postrider /root-folder/postrider

FROM scratch
COPY --from=build /root-folder/ /
# Nobody; `--user "$(id -u)"` where reports are to be written to a mounted folder.
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["/postrider"]
CMD ["--help"]
