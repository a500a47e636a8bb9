// The three workloads on ns-3's core (libns3-dev): peer WORKLOAD SCHEDULER REQUESTS [PENDING]
// SCHEDULER is Map, Heap, PriorityQueue or Calendar. Only Simulator and its whole-nanosecond Time are used.
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include "../cpp/random.hpp"
#include "../cpp/report.hpp"
#include "ns3/core-module.h"

using ns3::NanoSeconds;
using ns3::Simulator;
using ns3::Time;

namespace {

std::unique_ptr<RandomStream> random_;
std::size_t requests, arrived = 0, events = 0;
std::vector<double> latenciesMs;

Time drawnMs(double fixedMs, double meanMs) {
  return NanoSeconds(static_cast<std::int64_t>((fixedMs + random_->exponential(meanMs)) * 1e6));
}
double nowMs() { return Simulator::Now().GetNanoSeconds() * 1e-6; }

namespace hold_model {  // w1

void happens(std::uint32_t event) {
  if (++events == requests) Simulator::Stop();
  else Simulator::Schedule(drawnMs(0, 1e3), &happens, event);
}

}  // namespace hold_model

namespace mm1 {  // w2

std::deque<double> arrivedAtMs;

void depart() {
  events++;
  latenciesMs.push_back(nowMs() - arrivedAtMs.front());
  arrivedAtMs.pop_front();
  if (!arrivedAtMs.empty()) Simulator::Schedule(drawnMs(0, 1000), &depart);
}

void arrive() {
  events++;
  arrivedAtMs.push_back(nowMs());
  if (++arrived < requests) Simulator::Schedule(drawnMs(0, 1250), &arrive);
  if (arrivedAtMs.size() == 1) Simulator::Schedule(drawnMs(0, 1000), &depart);
}

}  // namespace mm1

namespace quorum_write {  // w3

constexpr std::uint32_t nodeCount = 300;

struct Write {
  double sentAtMs;
  std::uint32_t leader;
  int acknowledgements, holders;
};

struct Job {
  Write* write;
  int copy;
};

std::vector<Write*> freeWrites;
std::deque<Job> disks[nodeCount];

Time hop() { return drawnMs(0.05, 0.05); }

void release(Write* write) {
  if (--write->holders == 0) freeWrites.push_back(write);
}

void answered(Write* write) {
  events++;
  latenciesMs.push_back(nowMs() - write->sentAtMs);
  release(write);
}

void routerAnswers(Write* write) {
  events++;
  Simulator::Schedule(hop(), &answered, write);
}

void acknowledged(Write* write) {
  events++;
  if (write->acknowledgements++ == 0) Simulator::Schedule(hop(), &routerAnswers, write);
  release(write);
}

void append(std::uint32_t node, Job job);
void atFollower(Write* write, int copy) {
  events++;
  append((write->leader + copy) % nodeCount, {write, copy});
}

void diskDone(std::uint32_t node) {
  events++;
  const Job job = disks[node].front();
  disks[node].pop_front();
  if (!disks[node].empty()) Simulator::Schedule(drawnMs(0, 1), &diskDone, node);
  if (job.copy == 0) {
    Simulator::Schedule(hop(), &atFollower, job.write, 1);
    Simulator::Schedule(hop(), &atFollower, job.write, 2);
  } else {
    Simulator::Schedule(hop(), &acknowledged, job.write);
  }
}

void append(std::uint32_t node, Job job) {
  disks[node].push_back(job);
  if (disks[node].size() == 1) Simulator::Schedule(drawnMs(0, 1), &diskDone, node);
}

void atLeader(Write* write) {
  events++;
  append(write->leader, {write, 0});
}

void atRouter(Write* write) {
  events++;
  Simulator::Schedule(hop(), &atLeader, write);
}

void arrive() {
  events++;
  if (freeWrites.empty()) freeWrites.push_back(new Write);
  Write* const write = freeWrites.back();
  freeWrites.pop_back();
  *write = {nowMs(), random_->below(nodeCount), 0, 3};
  Simulator::Schedule(hop(), &atRouter, write);
  if (++arrived < requests) Simulator::Schedule(drawnMs(0, 1.0 / 70), &arrive);
}

}  // namespace quorum_write

}  // namespace

int main(int, char** arguments) {
  const std::string workload = arguments[1];
  ns3::ObjectFactory scheduler;
  scheduler.SetTypeId(std::string("ns3::") + arguments[2] + "Scheduler");
  Simulator::SetScheduler(scheduler);
  requests = std::atoll(arguments[3]);
  if (workload == "w1") {
    random_ = std::make_unique<RandomStream>(1);
    const std::uint32_t pending = std::atoi(arguments[4]);
    for (std::uint32_t i = 0; i < pending; i++) Simulator::Schedule(drawnMs(0, 1e3), &hold_model::happens, i);
  } else {
    latenciesMs.reserve(requests);
    random_ = std::make_unique<RandomStream>(workload == "w2" ? 2 : 3);
    if (workload == "w2") Simulator::Schedule(drawnMs(0, 1250), &mm1::arrive);
    else Simulator::Schedule(drawnMs(0, 1.0 / 70), &quorum_write::arrive);
  }
  const Stopwatch stopwatch;
  Simulator::Run();
  const double wallSeconds = stopwatch.seconds();
  if (workload == "w1") report(requests, events, wallSeconds);
  else report(latenciesMs, events, wallSeconds);
  Simulator::Destroy();
}
