// Two pending-event sets as a C++ programmer would take them: the standard library's binary heap, and a 4-ary heap,
// which touches fewer cache lines. Order: (time, sequence).
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <queue>
#include <string_view>
#include <vector>

struct Event {
  double time;
  std::uint64_t sequence;
  std::uint32_t type;
  std::uint32_t payload;
};

inline bool isBefore(const Event& a, const Event& b) {
  return a.time < b.time || (a.time == b.time && a.sequence < b.sequence);
}

class StandardQueue {
 public:
  bool empty() const { return queue_.empty(); }
  void push(const Event& event) { queue_.push(event); }
  Event pop() {
    const Event earliest = queue_.top();
    queue_.pop();
    return earliest;
  }

 private:
  struct IsAfter {
    bool operator()(const Event& a, const Event& b) const { return isBefore(b, a); }
  };
  std::priority_queue<Event, std::vector<Event>, IsAfter> queue_;
};

class FourAryHeap {
 public:
  bool empty() const { return heap_.empty(); }

  void push(const Event& event) {
    std::size_t hole = heap_.size();
    heap_.push_back(event);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 4;
      if (!isBefore(event, heap_[parent])) break;
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = event;
  }

  Event pop() {
    const Event earliest = heap_.front();
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
    return earliest;
  }

 private:
  /** Places `event` where the removed root left a hole. */
  void sink(const Event& event) {
    Event* const heap = heap_.data();
    const std::size_t size = heap_.size();
    std::size_t hole = 0;
    for (std::size_t child = 1; child < size; child = 4 * hole + 1) {
      const std::size_t end = child + 4 < size ? child + 4 : size;
      std::size_t earliest = child;
      for (std::size_t other = child + 1; other < end; other++) {
        if (isBefore(heap[other], heap[earliest])) earliest = other;
      }
      if (!isBefore(heap[earliest], event)) break;
      heap[hole] = heap[earliest];
      hole = earliest;
    }
    heap[hole] = event;
  }

  std::vector<Event> heap_;
};

/** Calls `run` with the queue of that name. */
template <class Run>
int withQueue(std::string_view name, Run run) {
  if (name == "heap4") run(FourAryHeap{});
  else if (name == "priority-queue") run(StandardQueue{});
  else return std::fprintf(stderr, "no event queue called %s\n", name.data()), 2;
  return 0;
}
