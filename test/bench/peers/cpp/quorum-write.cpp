// Workload w3 (see ../../quorum-write.ts): quorum-write QUEUE WRITES. Times in milliseconds.
#include "event-queues.hpp"
#include "random.hpp"
#include "report.hpp"

constexpr std::uint32_t nodeCount = 300;
constexpr double interarrivalMeanMs = 1.0 / 70;
constexpr double hopFixedMs = 0.05, hopMeanMs = 0.05, serviceMeanMs = 1;
constexpr std::uint32_t none = ~0u;

enum Type : std::uint32_t { arrival, atRouter, atLeader, diskDone, atFollower, acknowledged, routerAnswers, answered };

// As in quorum-write.ts: a write's three disk jobs are numbered 3 x write + copy, and a disk's jobs are a linked list.
struct Write {
  double sentAtMs;
  std::uint32_t leader;
  std::uint8_t acknowledgements, holders;
  std::uint32_t nextJob[3];
};

struct Disk {
  std::uint32_t firstJob = none, lastJob = none;
};

template <class Queue>
class QuorumWrites {
 public:
  explicit QuorumWrites(std::size_t writes) : writes_(writes), disks_(nodeCount) { latenciesMs_.reserve(writes); }

  void run() {
    const Stopwatch stopwatch;
    schedule(random_.exponential(interarrivalMeanMs), arrival, 0);
    while (!queue_.empty()) {
      const Event event = queue_.pop();
      nowMs_ = event.time;
      events_++;
      handle(static_cast<Type>(event.type), event.payload);
    }
    const double wallSeconds = stopwatch.seconds();
    report(latenciesMs_, events_, wallSeconds);
  }

 private:
  void handle(Type type, std::uint32_t payload) {
    switch (type) {
      case arrival: {
        const std::uint32_t write = take();
        inFlight_[write] = {nowMs_, random_.below(nodeCount), 0, 3, {none, none, none}};
        send(atRouter, write);
        if (++arrived_ < writes_) schedule(random_.exponential(interarrivalMeanMs), arrival, 0);
        break;
      }
      case atRouter: send(atLeader, payload); break;
      case atLeader: append(inFlight_[payload].leader, 3 * payload); break;
      case diskDone: finishJob(payload); break;
      case atFollower: {
        const std::uint32_t node = inFlight_[payload / 3].leader + payload % 3;
        append(node < nodeCount ? node : node - nodeCount, payload);
        break;
      }
      case acknowledged:
        if (inFlight_[payload].acknowledgements++ == 0) send(routerAnswers, payload);
        release(payload);
        break;
      case routerAnswers: send(answered, payload); break;
      case answered:
        latenciesMs_.push_back(nowMs_ - inFlight_[payload].sentAtMs);
        release(payload);
        break;
    }
  }

  void append(std::uint32_t node, std::uint32_t job) {
    Disk& disk = disks_[node];
    next(job) = none;
    if (disk.firstJob == none) {
      disk.firstJob = job;
      schedule(random_.exponential(serviceMeanMs), diskDone, node);
    } else {
      next(disk.lastJob) = job;
    }
    disk.lastJob = job;
  }

  void finishJob(std::uint32_t node) {
    Disk& disk = disks_[node];
    const std::uint32_t job = disk.firstJob;
    disk.firstJob = next(job);
    if (disk.firstJob != none) schedule(random_.exponential(serviceMeanMs), diskDone, node);
    if (job % 3 == 0) {
      send(atFollower, job + 1);
      send(atFollower, job + 2);
    } else {
      send(acknowledged, job / 3);
    }
  }

  void send(Type type, std::uint32_t payload) { schedule(hopFixedMs + random_.exponential(hopMeanMs), type, payload); }
  void schedule(double delayMs, Type type, std::uint32_t payload) {
    queue_.push({nowMs_ + delayMs, sequence_++, type, payload});
  }
  std::uint32_t& next(std::uint32_t job) { return inFlight_[job / 3].nextJob[job % 3]; }

  std::uint32_t take() {
    if (free_.empty()) {
      inFlight_.emplace_back();
      return static_cast<std::uint32_t>(inFlight_.size() - 1);
    }
    const std::uint32_t write = free_.back();
    free_.pop_back();
    return write;
  }
  void release(std::uint32_t write) {
    if (--inFlight_[write].holders == 0) free_.push_back(write);
  }

  Queue queue_;
  RandomStream random_{3};
  double nowMs_ = 0;
  std::uint64_t sequence_ = 0;
  std::size_t writes_, arrived_ = 0, events_ = 0;
  std::vector<Write> inFlight_;
  std::vector<std::uint32_t> free_;
  std::vector<Disk> disks_;
  std::vector<double> latenciesMs_;
};

int main(int, char** arguments) {
  return withQueue(arguments[1], [&](auto queue) { QuorumWrites<decltype(queue)>(std::atoll(arguments[2])).run(); });
}
