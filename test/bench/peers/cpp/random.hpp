// The peers' generator and exponential draws: sfc32 (C. Doty-Humphrey, PractRand), as in sim/engine/random-stream.ts,
// and inversion by the library's logarithm.
#pragma once
#include <cmath>
#include <cstdint>

class RandomStream {
 public:
  explicit RandomStream(std::uint32_t seed) : a_(seed), b_(0x5bd1e995u), c_(0x9e3779b9u), step_(1) {
    for (int i = 0; i < 16; i++) next();
  }

  std::uint32_t next() {
    const std::uint32_t drawn = a_ + b_ + step_++;
    a_ = b_ ^ (b_ >> 9);
    b_ = c_ + (c_ << 3);
    c_ = ((c_ << 21) | (c_ >> 11)) + drawn;
    return drawn;
  }

  /** A whole number in 0..n-1. */
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>((std::uint64_t{next()} * n) >> 32); }

  double exponential(double mean) { return -mean * std::log((next() + 1.0) * 0x1p-32); }

 private:
  std::uint32_t a_, b_, c_, step_;
};
