# Two images:
#   docker build -t postrider .                            the program alone, linked statically: no shell, no user with rights
#   docker build -t postrider:alpine --target alpine .     with a shell, for CI systems that run commands in it
# Each works where `postman/newman` does: a folder is mounted at /etc/newman, or at /work.
#   docker run --rm -v "$PWD:/etc/newman" postrider run collection.json -e environment.json
FROM rust:1.95-alpine AS build
# Node bundles the script library while the program is built; it is never needed to run it.
RUN apk add --no-cache musl-dev gcc make nodejs npm
WORKDIR /source
COPY . .
RUN cargo build --profile dist --locked \
    && .github/image/layout target/dist/postrider /roots/bare bare \
    && .github/image/layout target/dist/postrider /roots/alpine alpine

FROM alpine:3.22 AS alpine
RUN apk add --no-cache ca-certificates
COPY --from=build /roots/alpine/ /
# As in Newman's image, root: what is mounted belongs to whoever runs the job.
WORKDIR /work
ENTRYPOINT ["postrider-entry"]
CMD ["--help"]

FROM scratch
COPY --from=build /roots/bare/ /
# Nobody; `--user "$(id -u)"` where reports are to be written to a mounted folder.
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["/postrider"]
CMD ["--help"]
