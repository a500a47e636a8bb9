// What every peer prints: one line of JSON that peer-runner.ts reads.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <vector>

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - startedAt_).count(); }

 private:
  std::chrono::steady_clock::time_point startedAt_ = std::chrono::steady_clock::now();
};

inline void report(std::size_t requests, std::size_t events, double wallSeconds) {
  std::printf("{\"requests\":%zu,\"events\":%zu,\"wallSeconds\":%.6f}\n", requests, events, wallSeconds);
}

inline void report(std::vector<double>& latenciesMs, std::size_t events, double wallSeconds) {
  std::sort(latenciesMs.begin(), latenciesMs.end());
  const std::size_t count = latenciesMs.size();
  double sumMs = 0;
  for (double latencyMs : latenciesMs) sumMs += latencyMs;
  const auto quantile = [&](double q) { return latenciesMs[static_cast<std::size_t>(q * count)]; };
  std::printf("{\"requests\":%zu,\"events\":%zu,\"wallSeconds\":%.6f,", count, events, wallSeconds);
  std::printf("\"meanMs\":%.6f,\"p50Ms\":%.6f,\"p99Ms\":%.6f,\"p99_9Ms\":%.6f}\n", sumMs / count,
              quantile(0.5), quantile(0.99), quantile(0.999));
}
