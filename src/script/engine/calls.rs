//! The requests of a script that are under way.

use std::future::poll_fn;
use std::task::{Context, Poll};

use futures_util::future::LocalBoxFuture;

use crate::exchange::{Exchange, SendError};

/// Requests under way, in the order in which they were asked for, each with its number.
///
/// They are polled in that order, with one waker: what a script sends first goes out first.
/// (`FuturesUnordered` gives each its own waker, and tokio wakes those that yield in reverse.)
#[derive(Default)]
pub(super) struct Calls<'a>(Vec<(u32, LocalBoxFuture<'a, Sent>)>);

/// What came of a request.
pub(super) type Sent = Result<Exchange, SendError>;

impl<'a> Calls<'a> {
    pub(super) fn push(&mut self, number: u32, call: LocalBoxFuture<'a, Sent>) {
        self.0.push((number, call));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Waits for the first that is answered. Never ends while there are none.
    pub(super) async fn next(&mut self) -> (u32, Sent) {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<(u32, Sent)> {
        for index in 0..self.0.len() {
            if let Poll::Ready(sent) = self.0[index].1.as_mut().poll(context) {
                return Poll::Ready((self.0.remove(index).0, sent));
            }
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn requests_that_yield_go_on_in_the_order_in_which_they_were_asked_for() {
        let order = RefCell::new(Vec::new());
        let mut calls = Calls::default();
        for number in 1..=3 {
            let order = &order;
            let call = async move {
                tokio::task::yield_now().await;
                order.borrow_mut().push(number);
                Err(SendError::new("x"))
            };
            calls.push(number, Box::pin(call));
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            while !calls.is_empty() {
                let (_, result) = calls.next().await;
                assert!(result.is_err());
            }
        });
        assert_eq!(*order.borrow(), [1, 2, 3]);
    }
}
