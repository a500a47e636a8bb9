# dynamosim in a container, an example:
#   docker build -t dynamosim .
#   docker run --rm -v "$PWD:/work" dynamosim run zone-outage --out runs/zone-outage
# The first stage builds with all tools; the second holds the program, its locked dependencies and nothing else.
FROM node:22-slim AS build
WORKDIR /dynamosim
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY sim sim
COPY reports reports
COPY schemas schemas
COPY test test
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-slim
WORKDIR /dynamosim
COPY package.json LICENSE README.md ./
COPY scenarios scenarios
COPY --from=build /dynamosim/node_modules node_modules
COPY --from=build /dynamosim/dist/sim dist/sim
COPY --from=build /dynamosim/dist/reports dist/reports
COPY --from=build /dynamosim/dist/schemas dist/schemas
# Whatever runs may write into the mounted folder alone, as the user whose folder that is (docker run --user).
USER node
WORKDIR /work
ENTRYPOINT ["node", "/dynamosim/dist/sim/cli/main.js"]
