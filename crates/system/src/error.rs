//! Why a run or a build could not be had.
//!
//! A mistake in text that somebody wrote is a [`Diagnostic`] and keeps its sources for the caret;
//! everything else is a sentence with a way out. Neither is a guest's doing: what the guest does
//! wrong is an outcome of the run.

use swtch_source::{Diagnostic, Sources, render};
use thiserror::Error;

/// Diagnostics and the texts they point into.
#[derive(Clone, Debug)]
pub struct Mistakes {
    /// The texts.
    pub sources: Sources,
    /// At least one; in the order they were found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Mistakes {
    /// All of them as people read them.
    pub fn render(&self, colour: bool) -> String {
        let rendered = self.diagnostics.iter().map(|d| render(&self.sources, d, colour));
        rendered.collect::<Vec<_>>().join("\n")
    }
}

/// Why there is no result.
#[derive(Clone, Debug, Error)]
pub enum Error {
    /// Mistakes in guest source, in an object, or in a configuration file.
    #[error("{}", .0.render(false))]
    Mistakes(Box<Mistakes>),
    /// Anything else.
    #[error("{message}")]
    Refused {
        /// What is wrong.
        message: String,
        /// The way out.
        hint: Option<String>,
    },
}

impl Error {
    /// A refusal without a hint.
    pub fn refused(message: impl Into<String>) -> Error {
        Error::Refused { message: message.into(), hint: None }
    }

    /// A refusal with the way out.
    pub fn with_hint(message: impl Into<String>, hint: impl Into<String>) -> Error {
        Error::Refused { message: message.into(), hint: Some(hint.into()) }
    }

    /// Diagnostics and what they point into.
    pub fn mistakes(sources: &Sources, diagnostics: Vec<Diagnostic>) -> Error {
        Error::Mistakes(Box::new(Mistakes { sources: sources.clone(), diagnostics }))
    }
}
